/**
 * `[label](target)` as a whole value: the form of relations, of files whose name their address does not
 * tell, and of people pasted from a page's text. A small grammar of its own, so that every label and
 * every address comes back as it was.
 */

export interface Link {
  readonly label: string;
  readonly target: string;
}

export function printLink(link: Link): string {
  const label = link.label.replace(/[\\[\]]/g, "\\$&");
  const bare = /^[^\s<>()\\]+$/.test(link.target);
  return `[${label}](${bare ? link.target : `<${link.target.replace(/[\\<>]/g, "\\$&")}>`})`;
}

const form =
  /^\[((?:[^\\[\]]|\\[\s\S])*)\]\((?:<((?:[^\\<>]|\\[\s\S])*)>|((?:[^\s()<>\\]|\\[\s\S]|\([^\s()]*\))*))\)$/;

export function readLink(text: string): Link | null {
  const match = form.exec(text.trim());
  if (match === null) return null;
  const plain = (value: string) => value.replace(/\\([!-/:-@[-`{-~])/g, "$1");
  return { label: plain(match[1] ?? ""), target: plain(match[2] ?? match[3] ?? "") };
}
