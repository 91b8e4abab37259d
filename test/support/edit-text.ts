/**
 * Random edits of a text as people make them: words changed, lines added, removed, doubled and moved.
 */

export interface Chance {
  next(): number;
}

export function editText(text: string, random: Chance, count: number): string {
  let lines = text.split("\n");
  const below = (max: number): number => Math.floor(random.next() * max);
  for (let i = 0; i < count; i++) {
    const at = below(lines.length);
    const line = lines[at] ?? "";
    switch (below(7)) {
      case 0:
        lines[at] = line.replace(/[\p{L}\p{N}]+/u, "changed");
        break;
      case 1:
        lines[at] = `${line} more`;
        break;
      case 2:
        lines.splice(at, 0, "", `New line ${below(1_000)}`, "");
        break;
      case 3:
        lines.splice(at, 1 + below(3));
        break;
      case 4:
        lines.splice(below(lines.length), 0, ...lines.splice(at, 1 + below(3)));
        break;
      case 5:
        lines.splice(at, 0, ...lines.slice(at, at + 1 + below(3)));
        break;
      default:
        lines = [...lines.slice(0, at), `- item ${below(100)}`, ...lines.slice(at)];
    }
  }
  return lines.join("\n");
}
