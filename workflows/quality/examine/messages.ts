import type { Examination } from "../checks/examination.ts";

/** What the process that opens files is asked, one at a time. */
export interface Question {
	id: number;
	bytes: Uint8Array;
	thumbnail: boolean;
}

/** What it answers. */
export type Answer = { id: number; found: Examination } | { id: number; broke: string };
