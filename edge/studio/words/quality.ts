import type en from "./quality/en.ts";
import { wordsFrom } from "./words.tsx";

/** What is said of a picture's checks. */
export const qualityWords = wordsFrom<typeof en>(import.meta.glob("./quality/*.ts", { import: "default" }));
