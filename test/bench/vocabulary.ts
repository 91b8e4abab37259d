/** Words that the generated pages of the benchmarks are made of. */
export const vocabulary: readonly string[] =
  "harbour lantern bridge winter table project review budget kitchen letter number garden river signal paper window engine summer market planning meeting release customer support design draft research archive station mountain".split(
    " ",
  );
