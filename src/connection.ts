/**
 * Where Notion is and who asks: the token and the address, from the environment.
 */
import { ConfigError, exitCodes } from "./platform/errors.ts";

export interface Connection {
  readonly token: string;
  readonly baseUrl: string;
}

export const defaultBaseUrl = "https://api.notion.com";

/**
 * Token and address from the environment: `NOTION_API_TOKEN`, then `NOTION_TOKEN`; `NOTION_API_BASE_URL`.
 * @throws ConfigError (exit code 4) without a token
 */
export function connectionOf(
  environment: Readonly<Record<string, string | undefined>>,
): Connection {
  const token = (environment["NOTION_API_TOKEN"] ?? environment["NOTION_TOKEN"] ?? "").trim();
  if (token === "") {
    throw new ConfigError("No Notion token: NOTION_API_TOKEN is not set.", {
      code: "no_token",
      exitCode: exitCodes.permission,
      next: [
        "1. Open https://www.notion.so/profile/integrations and create a personal access token (it sees what you see).",
        "2. export NOTION_API_TOKEN=ntn_…",
        "3. Run the command again. To try without an account: notion-mirror demo",
      ].join("\n"),
    });
  }
  const baseUrl = (environment["NOTION_API_BASE_URL"] ?? defaultBaseUrl)
    .trim()
    .replace(/\/+(?:v1\/?)?$/, "");
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw new ConfigError(`NOTION_API_BASE_URL is not an http(s) address: ${baseUrl}`, {
      code: "bad_base_url",
      exitCode: exitCodes.usage,
      next: `Unset it to talk to ${defaultBaseUrl}, or set it to an address such as http://127.0.0.1:8080`,
    });
  }
  return { token, baseUrl };
}
