import type en from "./sign-in/en.ts";
import { wordsFrom } from "./words.tsx";

/** What is said to whoever is not signed in; nobody else loads it. */
export const signInWords = wordsFrom<typeof en>(import.meta.glob("./sign-in/*.ts", { import: "default" }));
