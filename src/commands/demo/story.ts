/**
 * The story that the demo tells. Each chapter shows real commands, and claims only what it has checked.
 */
import { join } from "node:path";
import { exitCodes } from "../../platform/errors.ts";
import {
  blockSaying,
  changedBlocks,
  editTimes,
  isTrashed,
  pagesIn,
  saysInNotion,
  writesIn,
} from "./seen.ts";
import {
  claim,
  edit,
  filesOf,
  indented,
  isThere,
  newLines,
  read,
  type Stage,
  say,
  type,
} from "./stage.ts";

const home = "Tern & Co";
const firstWeek = `${home}/Handbook/First week.md`;
const safety = `${home}/Handbook/Workshop safety.md`;
const suppliers = `${home}/Handbook/Suppliers.md`;
const fireDrill = `${home}/Handbook/Workshop safety/Fire drill.md`;
const glossary = `${home}/Handbook/Glossary.md`;
const orderOak = `${home}/Tasks/Order oak.md`;

const listedMax = 18;

export async function play(stage: Stage): Promise<void> {
  await cloned(stage);
  await edited(stage);
  await changedThere(stage);
  await contested(stage);
  await undone(stage);
  await asked(stage);
  await quiet(stage);
}

async function cloned(stage: Stage): Promise<void> {
  say(
    stage,
    "A small team's workspace runs on this machine, behind Notion's API. Nothing leaves it.",
  );
  const { workingFolder } = stage.invocation.world.process;
  await type(stage, ["clone", "--yes", stage.folder], { workingFolder });
  const files = await filesOf(stage);
  const more = files.length - listedMax;
  const shown = files.slice(0, listedMax).map((path) => `  ${path}`);
  say(stage, `\nThe vault:\n${[...shown, `  … ${more} more`].join("\n")}\n\n${firstWeek}:\n`);
  say(stage, `${indented(await read(stage, firstWeek))}\n`);
  const pages = files.filter((path) => path.endsWith(".md")).length;
  claim(stage, `All ${pages} pages are files.`, pages === pagesIn(stage.notion));
}

async function edited(stage: Stage): Promise<void> {
  const { notion } = stage;
  say(
    stage,
    "\n— You edit three files: tick a box and add two lines, change a word, set a property.",
  );
  await edit(
    stage,
    firstWeek,
    "- [ ] Cake",
    "- [x] Cake\n- [ ] Sweep, cake crumbs included\n- [ ] Feed the dog",
  );
  await edit(stage, safety, "Gloves. Not", "Gloves, always. Not");
  await edit(stage, orderOak, "Hours: 0.5", "Hours: 1.5");
  await type(stage, ["status"]);
  await type(stage, ["diff", "--ops"]);
  const before = editTimes(notion);
  notion.clearRequests();
  await type(stage, ["sync", "--two-way"]);
  const { edited, gone, added } = changedBlocks(before, editTimes(notion));
  const writes = writesIn(notion);
  claim(stage, `Three files, ${writes} requests that write.`, writes === 4);
  claim(
    stage,
    `${edited} blocks were edited and ${added} added; the other ${before.size - edited} keep id and edit time.`,
    edited === 2 && added === 2 && gone === 0,
  );
}

async function changedThere(stage: Stage): Promise<void> {
  const { notion } = stage;
  say(stage, "\n— Meanwhile Ben rewrites a sentence in Notion, inside a column.");
  const before = await read(stage, suppliers);
  const sentence = "Book two years ahead, and ask for Ines.";
  notion.app.editText(blockSaying(notion, "Book a year ahead.") ?? "", sentence);
  await type(stage, ["sync"]);
  const lines = newLines(before, await read(stage, suppliers));
  say(stage, `\nNew in ${suppliers}:\n${lines.map((line) => `  + ${line}`).join("\n")}`);
  claim(stage, "That line of the file changed, and no other.", lines.join() === sentence);
}

async function contested(stage: Stage): Promise<void> {
  const { notion } = stage;
  say(
    stage,
    "\n— You change where to meet in a fire, and a line above it. At the same time Ben changes the place in Notion.",
  );
  await edit(stage, fireDrill, "Meet at the crane", "Meet at the slipway");
  await edit(stage, fireDrill, "Leave everything", "Leave everything, the cake too");
  notion.app.editText(blockSaying(notion, "Meet at the crane") ?? "", "Meet at the gate");
  await type(stage, ["sync"], { expected: exitCodes.conflicts });
  await type(stage, ["conflicts"], { expected: exitCodes.conflicts });
  const beside = (await filesOf(stage)).find((path) => path.includes("Fire drill.conflict-")) ?? "";
  say(stage, "");
  claim(
    stage,
    "Neither is overwritten: the file says slipway, Notion says gate, and beside the file lies Notion's version.",
    (await read(stage, fireDrill)).includes("Meet at the slipway") &&
      saysInNotion(notion, "Meet at the gate") &&
      (await read(stage, beside)).includes("Meet at the gate"),
  );
  claim(
    stage,
    "The line above did not have to wait.",
    saysInNotion(notion, "Leave everything, the cake too"),
  );
  say(stage, "\n— Ben runs the drill. His version it is.");
  await type(stage, ["resolve", fireDrill, "--remote"]);
  claim(
    stage,
    "Both sides say gate now; what the file said is in the history.",
    (await read(stage, fireDrill)).includes("Meet at the gate") &&
      !saysInNotion(notion, "Meet at the slipway") &&
      !(await isThere(stage, beside)),
  );
  await type(stage, ["log", fireDrill]);
}

async function undone(stage: Stage): Promise<void> {
  const { notion } = stage;
  say(stage, "\n— You delete the glossary by mistake, and sync.");
  const before = await read(stage, glossary);
  const page = /^notion_id: (\S+)/m.exec(before)?.[1] ?? "";
  await stage.world.files.remove(join(stage.folder, glossary));
  await type(stage, ["sync"]);
  claim(stage, "The page is in Notion's trash.", isTrashed(notion, page));
  say(stage, "\n— That was not meant.");
  await type(stage, ["undo"]);
  claim(
    stage,
    "The page is out of the trash, and the file is back, byte for byte.",
    !isTrashed(notion, page) && (await read(stage, glossary)) === before,
  );
}

async function asked(stage: Stage): Promise<void> {
  say(stage, "\n— Everything is in SQLite too, offline.");
  stage.notion.clearRequests();
  await type(stage, ["search", "garboard"]);
  await type(stage, [
    "sql",
    "SELECT Task, State, Due, Hours FROM Tasks WHERE NOT Done ORDER BY Due LIMIT 5",
  ]);
  claim(stage, "Notion was not asked.", stage.notion.requests.length === 0);
}

async function quiet(stage: Stage): Promise<void> {
  const contents = async () => {
    const files = await filesOf(stage);
    return JSON.stringify(await Promise.all(files.map((path) => read(stage, path))));
  };
  say(stage, "\n— And a sync with nothing to do sends nothing and writes nothing.");
  const before = await contents();
  stage.notion.clearRequests();
  await type(stage, ["sync"]);
  const silent = writesIn(stage.notion) === 0 && (await contents()) === before;
  claim(stage, "No write was sent, no file was touched.", silent);
  await type(stage, ["status"]);
}
