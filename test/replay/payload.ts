/** A recorded request's headers and body, as they have to be sent to the server. */
import { jsonOf, textOf } from "../../fixtures/notion-server/json.ts";
import type { Bindings } from "./bindings.ts";
import type { Interaction } from "./session.ts";

export interface Payload {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly bytes?: Uint8Array;
}

export function payloadOf(interaction: Interaction, bindings: Bindings): Payload {
  const { path, body } = interaction.request;
  if (/\/file_uploads\/[^/]+\/send$/.test(path)) return formOf(interaction);
  if (body === null || body === undefined) return { headers: {} };
  return {
    headers: { "content-type": "application/json" },
    body: JSON.stringify(bindings.translate(body)),
  };
}

/** Bytes of a part of which the recording does not tell how long it was. */
const partBytes = 5 * 1024 * 1024;

/** A part of a file. Recordings leave out what was in it: its length, as the answer tells it, is what counts. */
function formOf({ request, response }: Interaction): Payload {
  const recorded = typeof request.body === "string" ? request.body : "";
  const boundary = /^--([^\r\n]+)/.exec(recorded)?.[1];
  if (boundary !== undefined && recorded.trimEnd().endsWith(`--${boundary}--`)) {
    return form(boundary, new TextEncoder().encode(recorded));
  }
  const { filename, content_type: type, content_length: length } = response.body;
  const part =
    /name="part_number"\s+(\d+)/.exec(recorded)?.[1] ?? textOf(jsonOf(request.body)["part_number"]);
  const multi = response.body["number_of_parts"] !== undefined;
  const size = typeof length === "number" && !multi ? length : partBytes;
  const lines = [
    "--replay",
    `Content-Disposition: form-data; name="file"; filename="${textOf(filename) ?? "file"}"`,
    `Content-Type: ${textOf(type) ?? "application/octet-stream"}`,
    "",
    "x".repeat(size),
    ...(part === undefined
      ? []
      : ["--replay", 'Content-Disposition: form-data; name="part_number"', "", part]),
    "--replay--",
    "",
  ];
  return form("replay", new TextEncoder().encode(lines.join("\r\n")));
}

const form = (boundary: string, bytes: Uint8Array): Payload => ({
  headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
  bytes,
});
