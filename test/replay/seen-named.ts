/** Users, custom emojis and mentioned pages, wherever an answer names them. */
import { arrayOf, isJson, type Json, jsonOf, textOf } from "../../fixtures/notion-server/json.ts";
import type { World } from "../../fixtures/notion-server/state/world.ts";
import { textRuns } from "../../fixtures/notion-server/write/rich-text.ts";

export interface Named {
  /** Makes sure that a mentioned page or database exists; false when it was seen itself. */
  mentioned(id: string, kind: "page" | "database"): boolean;
  /** An id that stands for itself in the replay. */
  keep(id: string): void;
}

export function seeNamed(world: World, value: unknown, named: Named): void {
  if (Array.isArray(value)) for (const item of value) seeNamed(world, item, named);
  if (!isJson(value)) return;
  if (value["object"] === "user") seeUser(world, value);
  if (value["type"] === "mention") seeMention(world, value, named);
  if (value["type"] === "custom_emoji") seeEmoji(world, jsonOf(value["custom_emoji"]), named);
  else if (Object.keys(value).sort().join() === "id,name,url") seeEmoji(world, value, named);
  for (const item of Object.values(value)) seeNamed(world, item, named);
}

function seeUser(world: World, user: Json): void {
  const id = textOf(user["id"]) ?? "";
  if (world.users.has(id) || !("name" in user)) return;
  world.users.set(id, {
    kind: "user",
    id,
    type: user["type"] === "bot" ? "bot" : "person",
    name: textOf(user["name"]) ?? null,
    avatarUrl: textOf(user["avatar_url"]) ?? null,
    email: textOf(jsonOf(user["person"])["email"]) ?? null,
  });
}

/** Users in the order in which they were listed, the others behind them. */
export function orderUsers(world: World, ids: readonly string[]): void {
  const users = ids.map((id) => world.users.get(id)).filter((user) => user !== undefined);
  const others = [...world.users.values()].filter((user) => !ids.includes(user.id));
  world.users.clear();
  for (const user of [...users, ...others]) world.users.set(user.id, user);
}

function seeEmoji(world: World, { id, name, url }: Json, named: Named): void {
  if (typeof id !== "string" || typeof name !== "string" || typeof url !== "string") return;
  named.keep(id);
  world.customEmojis.set(id, { id, name, url });
}

function seeMention(world: World, run: Json, named: Named): void {
  const mention = jsonOf(run["mention"]);
  for (const kind of ["page", "database"] as const) {
    const id = textOf(jsonOf(mention[kind])["id"]);
    if (id === undefined || !named.mentioned(id, kind)) continue;
    const title = textRuns(textOf(run["plain_text"]) ?? "");
    const page = world.page(id);
    if (page !== undefined && arrayOf(page.values["title"]).length === 0)
      page.values["title"] = title;
    const database = world.database(id);
    if (database !== undefined && database.title.length === 0) database.title = title;
  }
}
