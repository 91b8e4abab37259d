/**
 * Work that runs beside other work, never twice at once: `start` does nothing while it runs. A failure is
 * kept and thrown to whoever waits for the end.
 */
export interface Background {
  start(): void;
  end(): Promise<void>;
}

export function background(work: () => Promise<void>): Background {
  let running: Promise<void> | null = null;
  let failure: { readonly error: unknown } | null = null;
  return {
    start: () => {
      if (failure !== null) throw failure.error;
      running ??= work()
        .catch((error: unknown) => {
          failure = { error };
        })
        .finally(() => {
          running = null;
        });
    },
    end: async () => {
      await running;
      if (failure !== null) throw failure.error;
    },
  };
}
