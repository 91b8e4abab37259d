/**
 * Text that is its own Markdown, wherever it stands: most of what people write.
 *
 * Inside a line only a sign can be syntax, by itself or with what stands around, and the text has none. At the
 * start of a line a block could open, but none starts with a letter, a quote or a bracket like `(`. At its end
 * spaces would be stripped, and a row of `#` would close a heading. So no reader finds anything but the text,
 * and a printer that looked at every rule would have nothing to add.
 */
import { endsInSpace } from "./escape.ts";
import { mayOpen } from "./line-starts.ts";
import { signsIn } from "./signs.ts";

/** `signs`: those in the text. */
export const isVerbatim = (text: string, signs = signsIn(text)): boolean =>
  signs === 0 && text !== "" && !mayOpen(text) && !endsInSpace(text) && !text.endsWith("#");
