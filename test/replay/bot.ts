/** The integration that a session was recorded with, and its connection to the world of the replay. */
import { arrayOf, isJson, type Json, jsonOf, textOf } from "../../fixtures/notion-server/json.ts";
import { everyCapability } from "../../fixtures/notion-server/state/connection.ts";
import type { World } from "../../fixtures/notion-server/state/world.ts";
import { endpointOf } from "./endpoints.ts";
import { madeBy } from "./requests.ts";
import type { Session } from "./session.ts";

export const token = "ntn_replay";

export interface Bot {
  readonly id: string;
  readonly name: string;
  /** Its answer to `GET /users/me`. */
  readonly me?: Json;
}

/** The integration that recorded: it answers to `GET /users/me`, and made what the session made. */
export function botOf({ interactions }: Session): Bot {
  const made = new Set<string>();
  for (const { request, response } of interactions) {
    const { endpoint } = endpointOf(request.method, request.path);
    for (const id of madeBy(endpoint, request.body, response.body)) made.add(id);
  }
  const name = nameIn(interactions);
  let id = "";
  for (const { request, response } of interactions) {
    const { body } = response;
    const { endpoint } = endpointOf(request.method, request.path);
    if (endpoint === "GET /users/me")
      return { id: textOf(body["id"]) ?? "", name: name ?? textOf(body["name"]) ?? "", me: body };
    for (const one of [body, ...arrayOf(body["results"]).map(jsonOf)]) {
      if (made.has(textOf(one["id"]) ?? "")) id ||= textOf(jsonOf(one["created_by"])["id"]) ?? "";
    }
  }
  const edits = interactions.filter(({ request }) => request.method === "PATCH");
  for (const { response } of edits)
    id ||= textOf(jsonOf(response.body["last_edited_by"])["id"]) ?? "";
  return { id, name: name ?? namedBot(interactions, id) ?? "Integration" };
}

/** Its name, where an answer shows it as a whole user. */
function namedBot(value: unknown, id: string): string | undefined {
  if (Array.isArray(value)) {
    for (const item of value) {
      const name = namedBot(item, id);
      if (name !== undefined) return name;
    }
  }
  if (!isJson(value)) return undefined;
  if (value["object"] === "user" && value["id"] === id && "name" in value)
    return textOf(value["name"]);
  return namedBot(Object.values(value), id);
}

/** Its name, as messages quote it and comments show it. */
function nameIn(interactions: Session["interactions"]): string | undefined {
  const text = JSON.stringify(interactions.map(({ response }) => response.body));
  const shown = /"display_name":\{"type":"integration","resolved_name":"([^"]+)"/.exec(text);
  return shown?.[1] ?? /with your integration \\"([^"\\]+)\\"/.exec(text)?.[1];
}

export function connectBot(world: World, bot: Bot): void {
  const id = bot.id === "" ? world.mint() : bot.id;
  world.users.set(id, {
    kind: "user",
    id,
    type: "bot",
    name: bot.name,
    avatarUrl: null,
    email: null,
  });
  const seen = jsonOf(bot.me?.["bot"]);
  world.workspaceName = textOf(seen["workspace_name"]) ?? world.workspaceName;
  const bytes = jsonOf(seen["workspace_limits"])["max_file_upload_size_in_bytes"];
  if (typeof bytes === "number") world.maxFileUploadBytes = bytes;
  world.connections.set(token, {
    token,
    kind: "internal",
    botId: id,
    userId: id,
    integrationId: world.mintRandom(),
    name: bot.name,
    ownerId: null,
    capabilities: new Set(everyCapability),
    users: "with_email",
    shared: "all",
  });
}
