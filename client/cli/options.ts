import type { OptionShape } from "../../workflows/command-line/shape.ts";

/** Options that many commands take, each said in one way. */
export const JSON_OPTION = { says: "what the API answers, as JSON" } as const satisfies OptionShape;
export const URL_OPTION = {
	value: "address",
	says: "where Darkroom is; also DARKROOM_URL; absent: as darkroom init said, or npm start of this machine",
} as const satisfies OptionShape;
export const POOL_OPTION = {
	value: "name",
	says: "the pool of workers; absent: default",
} as const satisfies OptionShape;
export const OUT_OPTION = {
	value: "folder",
	says: "writes what it made there, and prints the paths; nothing is overwritten",
} as const satisfies OptionShape;
export const PICTURES_OPTION = {
	value: "how",
	says: "shows it as it develops, in terminals that can: auto (if absent), kitty, iterm, none; nothing of it where results are JSON, or nobody sees them",
} as const satisfies OptionShape;
export const NDJSON_OPTION = {
	says: "all that is told of it while it goes on, a line of JSON each, and the job last",
} as const satisfies OptionShape;
export const BUDGET_OPTION = {
	value: "usd",
	says: "what it may cost, in US dollars: what would pass it is not begun; absent: as what runs has it",
} as const satisfies OptionShape;
export const WAIT_FOR_LORAS_OPTION = {
	says: "a LoRA that is still being trained, or uploaded, is waited for; absent: the job is refused",
} as const satisfies OptionShape;
export const FROM_DAY_OPTION = {
	value: "day",
	says: "the first day, in UTC, such as 2026-11-01; absent: thirty days are told",
} as const satisfies OptionShape;
export const TO_DAY_OPTION = {
	value: "day",
	says: "the last day; absent: today",
} as const satisfies OptionShape;

/** How many are listed at most. */
export const mostOption = (usual: number) =>
	({ value: "number", says: `so many at most; absent: ${usual}` }) as const satisfies OptionShape;
