/** `whoami`: who the token is, in which workspace, at which address. */
import { connect } from "../app.ts";
import { connectionOf } from "../connection.ts";
import { exitCodes } from "../platform/errors.ts";
import { flag, type RunCommand } from "./command.ts";

export const run: RunCommand = async (invocation) => {
  const { world, signal } = invocation;
  const connection = connectionOf(world.process.environment);
  const notion = await connect(world, connection, {});
  const self = await notion.self({ signal, priority: "person" });
  const bot = self.type === "bot" && "workspace_name" in self.bot ? self.bot : null;
  const workspace = bot?.workspace_name ?? null;
  const kind = bot?.owner?.type === "workspace" ? "integration" : "personal";
  if (flag(invocation, "json")) {
    world.process.stdout.write(
      `${JSON.stringify({ id: self.id, name: self.name, kind, workspace, base_url: connection.baseUrl })}\n`,
    );
  } else {
    world.process.stdout.write(
      `${self.name ?? self.id} (${kind} token) in ${workspace ?? "an unnamed workspace"}, at ${connection.baseUrl}\n`,
    );
  }
  return exitCodes.fine;
};
