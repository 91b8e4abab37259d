/**
 * Plays one recorded session against a fresh server and holds each answer against the recorded one.
 *
 * An answer counts when the server had something to do for it: it answers a write, or an error, or shows
 * what an earlier step of the session made or changed. One that gives back what was seeded does not.
 */
import { arrayOf, isJson, type Json, jsonOf, textOf } from "../../fixtures/notion-server/json.ts";
import { createNotion, type Notion } from "../../fixtures/notion-server/notion.ts";
import { everyCapability } from "../../fixtures/notion-server/state/connection.ts";
import type { World } from "../../fixtures/notion-server/state/world.ts";
import { Bindings, dashed } from "./bindings.ts";
import { compare, type Difference } from "./compare.ts";
import { endpointOf } from "./endpoints.ts";
import { type Seeder, seederOf } from "./seed.ts";
import type { Interaction, Session } from "./session.ts";
import { undo } from "./undo.ts";

export interface Step {
  readonly endpoint: string;
  readonly status: number;
  readonly version: string;
  readonly path: string;
  readonly counted: boolean;
  readonly differences: readonly Difference[];
}

const token = "ntn_replay";

export async function replay(session: Session): Promise<readonly Step[]> {
  const player = new Player(session);
  const steps: Step[] = [];
  for (const interaction of session.interactions) steps.push(await player.play(interaction));
  return steps;
}

class Player {
  readonly #session: Session;
  readonly #bindings = new Bindings();
  readonly #notion: Notion;
  readonly #seeder: Seeder;
  /** Recorded ids of what the session made or changed, and of containers whose list it changed. */
  readonly #live = new Set<string>();
  readonly #colors: ReadonlySet<string>;
  #nowMs: number;

  constructor(session: Session) {
    this.#session = session;
    this.#nowMs = startOf(session);
    const clock = {
      now: () => {
        this.#nowMs += 10;
        return this.#nowMs;
      },
    };
    this.#notion = createNotion({ clock, workspace: (world) => connectBot(world, botOf(session)) });
    this.#seeder = seederOf(this.#notion.world, this.#bindings);
    this.#colors = colorsIn(session.interactions.map(({ request }) => request.body));
  }

  async play(interaction: Interaction): Promise<Step> {
    const { request, response } = interaction;
    const { endpoint, params } = endpointOf(request.method, request.path);
    const counts = this.#counts(interaction, endpoint, params);
    if (response.status < 400) this.#prepare(interaction, endpoint, params);
    this.#nowMs = Math.max(this.#nowMs, writtenAt(interaction, endpoint) ?? 0);
    const ours = await this.#send(interaction);
    const differences: Difference[] =
      ours.status === response.status
        ? [...compare(response.body, ours.body, this.#bindings, this.#colors)]
        : [
            {
              at: "status",
              recorded: response.status,
              ours: `${ours.status} ${String(ours.body["message"])}`,
            },
          ];
    this.#remember(interaction, params);
    return {
      endpoint,
      status: response.status,
      version: this.#session.version,
      path: request.path,
      counted: counts,
      differences,
    };
  }

  /** Seeds what the answer shows and no step made. */
  #prepare(
    { request, response }: Interaction,
    endpoint: string,
    params: Readonly<Record<string, string>>,
  ): void {
    const { body } = response;
    for (const id of madeBy(endpoint, request.body, body)) this.#seeder.made(id);
    for (const [id, kind] of neededBy(params, jsonOf(request.body), body))
      this.#seeder.need(id, kind);
    const fresh =
      isWrite(request.method, endpoint) && !this.#seeder.knows(textOf(body["id"]) ?? "");
    this.#seeder.firstSights(body);
    if (fresh) undo(this.#notion.world, endpoint, jsonOf(request.body), body);
    const ids = arrayOf(body["results"]).map((one) => textOf(jsonOf(one)["id"]) ?? "");
    if (endpoint === "POST /search") this.#seeder.found(ids);
    const whole =
      body["has_more"] === false && !request.query.some(([name]) => name === "start_cursor");
    if (endpoint === "GET /blocks/{block_id}/children") {
      this.#seeder.listed(this.#ours(params["block_id"]), ids, "first to last", whole);
    } else if (
      endpoint === "POST /data_sources/{data_source_id}/query" &&
      !jsonOf(request.body)["sorts"]
    ) {
      const unfiltered =
        whole && !jsonOf(request.body)["filter"] && !jsonOf(request.body)["start_cursor"];
      this.#seeder.listed(this.#ours(params["data_source_id"]), ids, "newest first", unfiltered);
    }
  }

  #ours(recorded = ""): string {
    return this.#bindings.ids.oursOf(dashed(recorded)) ?? dashed(recorded);
  }

  async #send({ request }: Interaction): Promise<{ readonly status: number; readonly body: Json }> {
    const query = new URLSearchParams(
      request.query.map(
        ([name, value]) =>
          [name, String(this.#bindings.translate(value, name))] as [string, string],
      ),
    ).toString();
    const path = this.#bindings.path(request.path);
    const answer = await this.#notion.handle({
      method: request.method,
      path: query === "" ? path : `${path}?${query}`,
      headers: { authorization: `Bearer ${token}`, "notion-version": this.#session.version },
      ...(request.body === null || request.body === undefined
        ? {}
        : { body: JSON.stringify(this.#bindings.translate(request.body)) }),
    });
    return { status: answer.status, body: jsonOf(JSON.parse(answer.body)) };
  }

  #counts(
    { request, response }: Interaction,
    endpoint: string,
    params: Readonly<Record<string, string>>,
  ): boolean {
    if (response.status >= 400 || isWrite(request.method, endpoint)) return true;
    const { body } = response;
    if (body["object"] !== "list")
      return this.#isLive(body["id"]) || this.#isLive(params["page_id"]);
    return (
      Object.values(params).some((id) => this.#isLive(id)) ||
      arrayOf(body["results"]).some((one) => this.#isLive(jsonOf(one)["id"]))
    );
  }

  #isLive(id: unknown): boolean {
    return typeof id === "string" && this.#live.has(dashed(id));
  }

  /** After a write, what it names and shows is no longer as it was seeded. */
  #remember({ request, response }: Interaction, params: Readonly<Record<string, string>>): void {
    const { endpoint } = endpointOf(request.method, request.path);
    if (response.status >= 400 || !isWrite(request.method, endpoint)) return;
    const shown =
      response.body["object"] === "list"
        ? arrayOf(response.body["results"]).map(jsonOf)
        : [response.body];
    const ids = [...Object.values(params), ...shown.map((one) => textOf(one["id"]) ?? "")];
    for (const one of shown) {
      const parent = jsonOf(one["parent"]);
      ids.push(textOf(parent[textOf(parent["type"]) ?? ""]) ?? "");
      for (const source of arrayOf(one["data_sources"]))
        ids.push(textOf(jsonOf(source)["id"]) ?? "");
    }
    for (const id of ids) if (id !== "") this.#live.add(dashed(id));
  }
}

/** When a write happened, to the minute, as its answer tells. */
function writtenAt({ request, response }: Interaction, endpoint: string): number | undefined {
  if (response.status >= 400 || !isWrite(request.method, endpoint)) return undefined;
  const shown = [response.body, ...arrayOf(response.body["results"]).map(jsonOf)];
  const times = shown.flatMap((one) => Date.parse(textOf(one["last_edited_time"]) ?? "") || []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Sessions begin with their first write, as far as one tells its time: formulas reckon with the clock. */
function startOf({ date, interactions }: Session): number {
  for (const interaction of interactions) {
    const { endpoint } = endpointOf(interaction.request.method, interaction.request.path);
    const at = writtenAt(interaction, endpoint);
    if (at !== undefined) return at;
  }
  return Date.parse(date);
}

const reads = new Set([
  "POST /search",
  "POST /data_sources/{data_source_id}/query",
  "POST /databases/{database_id}/query",
  "POST /blocks/meeting_notes/query",
]);
const isWrite = (method: string, endpoint: string): boolean =>
  method !== "GET" && !reads.has(endpoint);

/** Recorded ids of the objects that a request made. */
function madeBy(endpoint: string, sent: unknown, body: Json): readonly string[] {
  const makes = /^POST \/(pages|databases|data_sources|comments|file_uploads|views)$/.test(
    endpoint,
  );
  if (makes) {
    const sources = arrayOf(body["data_sources"]).map((one) => textOf(jsonOf(one)["id"]) ?? "");
    return [textOf(body["id"]) ?? "", ...sources];
  }
  if (endpoint !== "PATCH /blocks/{block_id}/children") return [];
  const count = arrayOf(jsonOf(sent)["children"]).length;
  return arrayOf(body["results"])
    .slice(0, count)
    .map((one) => textOf(jsonOf(one)["id"]) ?? "");
}

type Kind = "page" | "block" | "database" | "data_source";
const kinds: Readonly<Record<string, Kind>> = {
  page_id: "page",
  block_id: "block",
  database_id: "database",
  data_source_id: "data_source",
};

/** Ids that a request names, with what they stand for as far as the answer tells. */
function neededBy(
  params: Readonly<Record<string, string>>,
  sent: Json,
  answer: Json,
): readonly (readonly [string, Kind])[] {
  const told = new Map<string, Kind>();
  const tell = (parent: Json): void => {
    for (const [key, kind] of Object.entries(kinds)) {
      const id = textOf(parent[key]);
      if (id !== undefined) told.set(dashed(id), kind);
    }
  };
  for (const one of [answer, ...arrayOf(answer["results"]).map(jsonOf)])
    tell(jsonOf(one["parent"]));
  tell(jsonOf(sent["parent"]));
  const needed: (readonly [string, Kind])[] = [];
  for (const [name, value] of Object.entries(params)) {
    const kind = kinds[name];
    const id = dashed(value);
    if (kind !== undefined && answer["id"] !== id)
      needed.push([id, told.get(id) ?? (kind === "block" ? "page" : kind)]);
  }
  for (const [id, kind] of told) if (JSON.stringify(sent).includes(id)) needed.push([id, kind]);
  return needed;
}

/** Names of options that some request sent with a colour. */
function colorsIn(value: unknown, names = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const item of value) colorsIn(item, names);
  if (!isJson(value)) return names;
  if (typeof value["name"] === "string" && value["color"] !== undefined) names.add(value["name"]);
  for (const item of Object.values(value)) colorsIn(item, names);
  return names;
}

interface Bot {
  readonly id: string;
  readonly name: string;
  /** Its answer to `GET /users/me`. */
  readonly me?: Json;
}

/** The integration that recorded: it answers to `GET /users/me`, and made what the session made. */
function botOf({ interactions }: Session): Bot {
  const made = new Set<string>();
  for (const { request, response } of interactions) {
    const { endpoint } = endpointOf(request.method, request.path);
    for (const id of madeBy(endpoint, request.body, response.body)) made.add(id);
  }
  let id = "";
  for (const { request, response } of interactions) {
    const { body } = response;
    const { endpoint } = endpointOf(request.method, request.path);
    if (endpoint === "GET /users/me")
      return { id: textOf(body["id"]) ?? "", name: textOf(body["name"]) ?? "", me: body };
    for (const one of [body, ...arrayOf(body["results"]).map(jsonOf)]) {
      if (made.has(textOf(one["id"]) ?? "")) id ||= textOf(jsonOf(one["created_by"])["id"]) ?? "";
    }
  }
  const edits = interactions.filter(({ request }) => request.method === "PATCH");
  for (const { response } of edits)
    id ||= textOf(jsonOf(response.body["last_edited_by"])["id"]) ?? "";
  return { id, name: "Integration" };
}

function connectBot(world: World, bot: Bot): void {
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
