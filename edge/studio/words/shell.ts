import type en from "./locales/en.ts";
import { wordsFrom } from "./words.tsx";

/** What every page may say: the shell's own words, states, and what buttons do. */
export const shell = wordsFrom<typeof en>(import.meta.glob("./locales/*.ts", { import: "default" }));
