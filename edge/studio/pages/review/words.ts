import { wordsFrom } from "../../words/words.tsx";
import type en from "./words/en.ts";

export const words = wordsFrom<typeof en>(import.meta.glob("./words/*.ts", { import: "default" }));
