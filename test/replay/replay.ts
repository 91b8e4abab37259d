/**
 * Plays one recorded session against a fresh server and holds each answer against the recorded one.
 *
 * An answer counts when the server had something to do for it: it answers a write, or an error, or shows
 * what an earlier step of the session made or changed. One that gives back what was seeded does not.
 */
import { arrayOf, type Json, jsonOf, textOf } from "../../fixtures/notion-server/json.ts";
import { createNotion, type Notion } from "../../fixtures/notion-server/notion.ts";
import { Bindings, dashed } from "./bindings.ts";
import { botOf, connectBot, token } from "./bot.ts";
import { compare, type Difference, inSameOrder } from "./compare.ts";
import { endpointOf } from "./endpoints.ts";
import { payloadOf } from "./payload.ts";
import { colorsIn, isWrite, madeBy, neededBy, startOf, writtenAt } from "./requests.ts";
import { type Seeder, seederOf } from "./seed.ts";
import { orderUsers } from "./seen-named.ts";
import type { Interaction, Session } from "./session.ts";
import { undo } from "./undo.ts";

export interface Step {
  readonly endpoint: string;
  readonly status: number;
  readonly version: string;
  readonly path: string;
  readonly counted: boolean;
  readonly differences: readonly Difference[];
  /** The keys came in the recorded order, too. */
  readonly ordered: boolean;
}

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
  /** Data sources whose running number is known. */
  readonly #counted = new Set<string>();
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
    else if (response.status !== 404) this.#need(interaction, params);
    if (response.status < 400) await this.#fill(interaction, endpoint, params);
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
      ordered: inSameOrder(response.body, ours.body),
    };
  }

  /** Seeds what the answer shows and no step made. */
  #prepare(
    interaction: Interaction,
    endpoint: string,
    params: Readonly<Record<string, string>>,
  ): void {
    const { request, response } = interaction;
    const { body } = response;
    for (const id of madeBy(endpoint, request.body, body)) this.#seeder.made(id);
    this.#need(interaction, params);
    const fresh =
      isWrite(request.method, endpoint) && !this.#seeder.knows(textOf(body["id"]) ?? "");
    this.#seeder.firstSights(body, Object.fromEntries(request.query));
    if (fresh) undo(this.#notion.world, endpoint, jsonOf(request.body), body);
    const ids = arrayOf(body["results"]).map((one) => textOf(jsonOf(one)["id"]) ?? "");
    if (endpoint === "POST /search") this.#seeder.found(ids);
    this.#order(interaction, endpoint, params, ids);
    this.#count(endpoint, body);
  }

  /** A page whose body is first seen as Markdown is filled with what that text says. */
  async #fill(
    { request, response }: Interaction,
    endpoint: string,
    params: Readonly<Record<string, string>>,
  ): Promise<void> {
    const text = response.body["markdown"];
    const page = this.#notion.world.page(this.#ours(params["page_id"]));
    if (endpoint !== "GET /pages/{page_id}/markdown" || page === undefined) return;
    if (typeof text !== "string" || page.children.length > 0 || this.#isLive(params["page_id"]))
      return;
    const { editedMs, editedBy } = page;
    const dialect = request.query.find(([name]) => name === "markdown_version")?.[1];
    await this.#notion.handle({
      method: "PATCH",
      path: `/v1/pages/${page.id}/markdown`,
      headers: { authorization: `Bearer ${token}`, "notion-version": this.#session.version },
      body: JSON.stringify({
        type: "replace_content",
        replace_content: { new_str: text },
        ...(dialect === undefined ? {} : { markdown_version: dialect }),
      }),
    });
    Object.assign(page, { editedMs, editedBy });
  }

  #need(interaction: Interaction, params: Readonly<Record<string, string>>): void {
    for (const [id, kind] of neededBy(interaction, params)) this.#seeder.need(id, kind);
  }

  /** Orders what containers hold as the answer shows it. */
  #order(
    { request, response }: Interaction,
    endpoint: string,
    params: Readonly<Record<string, string>>,
    ids: readonly string[],
  ): void {
    const sent = jsonOf(request.body);
    const started = sent["start_cursor"] ?? request.query.find(([name]) => name === "start_cursor");
    const whole = response.body["has_more"] === false && !started;
    const listed = { whole, continued: Boolean(started) };
    const block = this.#ours(params["block_id"]);
    if (endpoint === "GET /blocks/{block_id}/children") {
      this.#seeder.listed({ container: block, ids, order: "first to last", ...listed });
    } else if (endpoint === "PATCH /blocks/{block_id}/children") {
      // With a position, the siblings behind the new blocks are shown, too.
      const behind =
        textOf(jsonOf(jsonOf(sent["position"])["after_block"])["id"]) ?? textOf(sent["after"]);
      const siblings = ids.slice(arrayOf(sent["children"]).length);
      const all = behind === undefined ? siblings : [behind, ...siblings];
      this.#seeder.listed({
        container: block,
        ids: all,
        order: "first to last",
        whole: false,
        continued: true,
      });
    } else if (endpoint === "POST /data_sources/{data_source_id}/query" && !sent["sorts"]) {
      const container = this.#ours(params["data_source_id"]);
      const unfiltered = { ...listed, whole: whole && !sent["filter"] };
      this.#seeder.listed({ container, ids, order: "newest first", ...unfiltered });
    } else if (endpoint === "GET /users") {
      orderUsers(this.#notion.world, ids);
    }
  }

  /** The running number of rows goes on from where it was, which the first new row tells. */
  #count(endpoint: string, row: Json): void {
    const { world } = this.#notion;
    const recorded = textOf(jsonOf(row["parent"])["data_source_id"]) ?? "";
    const source = world.dataSource(this.#ours(recorded));
    const adds = endpoint === "POST /pages" || endpoint === "POST /pages/{page_id}/move";
    if (!adds || source === undefined || this.#counted.has(source.id)) return;
    this.#counted.add(source.id);
    if (this.#seeder.isMade(recorded)) return;
    for (const value of Object.values(jsonOf(row["properties"])).map(jsonOf)) {
      const number = jsonOf(value["unique_id"])["number"];
      if (typeof number === "number") source.nextNumber = number;
    }
  }

  #ours(recorded = ""): string {
    return this.#bindings.ids.oursOf(dashed(recorded)) ?? dashed(recorded);
  }

  async #send(interaction: Interaction): Promise<{ readonly status: number; readonly body: Json }> {
    const { request } = interaction;
    const query = new URLSearchParams(
      request.query.map(
        ([name, value]) =>
          [name, String(this.#bindings.translate(value, name))] as [string, string],
      ),
    ).toString();
    const path = this.#bindings.path(request.path);
    const payload = payloadOf(interaction, this.#bindings);
    const answer = await this.#notion.handle({
      method: request.method,
      path: query === "" ? path : `${path}?${query}`,
      ...payload,
      headers: {
        authorization: `Bearer ${token}`,
        "notion-version": this.#session.version,
        ...payload.headers,
      },
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
