import { aiToolkit } from "../ai-toolkit/dialect.ts";
import type { Dialect } from "../dialect/dialect.ts";
import { sdScripts } from "../sd-scripts/dialect.ts";
import type { Trainer } from "../work.ts";

/** How each trainer is talked to. */
export const dialects: Readonly<Record<Trainer, Dialect>> = {
	"sd-scripts": sdScripts,
	"sd-scripts-flux": sdScripts,
	"ai-toolkit": aiToolkit,
};
