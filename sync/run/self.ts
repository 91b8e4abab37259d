/** Who we are to Notion, asked once a token: what a push needs to know its own writes by. */
import type { User } from "../../src/notion/types.ts";
import type { PushParts } from "../push/parts.ts";
import type { Parts } from "./parts.ts";

const mark = "self";

interface Self {
  /** What `seen-token` was when we asked: another token may be another user. */
  readonly token: string | null;
  readonly id: string;
  readonly kind: "bot" | "person";
  /** The person who authorised the bot: with a personal token our writes bear that name. */
  readonly owner?: string;
}

/** Asks Notion once a token. */
export async function pushPartsOf(
  parts: Parts,
  run: string,
  signal: AbortSignal | undefined,
): Promise<PushParts> {
  const { notion, mirror, clock, random, log } = parts;
  const token = mirror.marks.get<string>("seen-token");
  let self = mirror.marks.get<Self>(mark);
  if (self === null || self.token !== token) {
    const user = await notion.self({
      priority: "person",
      ...(signal === undefined ? {} : { signal }),
    });
    const owner = ownerOf(user);
    self = {
      token,
      id: user.id,
      kind: user.type === "person" ? "person" : "bot",
      ...(owner === null ? {} : { owner }),
    };
    mirror.marks.set(mark, self);
  }
  return {
    notion,
    mirror,
    clock,
    random,
    log,
    run,
    self: {
      id: self.id,
      kind: self.kind,
      ...(self.owner === undefined ? {} : { owner: self.owner }),
    },
    ...(signal === undefined ? {} : { signal }),
  };
}

function ownerOf(user: User): string | null {
  if (user.type !== "bot" || !("owner" in user.bot)) return null;
  const { owner } = user.bot;
  return owner?.type === "user" && "id" in owner.user ? owner.user.id : null;
}
