import type { Examination } from "../checks/examination.ts";
import type { Asked } from "./asked.ts";

/** What opens files of unknown worth: an `Examiner`, or what stands in for it. */
export interface Opener {
	examine(bytes: Uint8Array, asked?: Asked): Promise<Examination>;
}
