import type { Examination } from "../checks/examination.ts";
import type { FaceWish } from "../faces/wish.ts";

/** What the process that opens files is asked, one at a time. */
export interface Question {
	id: number;
	bytes: Uint8Array;
	thumbnail: boolean;
	faces: FaceWish | null;
}

/** What it answers. */
export type Answer = { id: number; found: Examination } | { id: number; broke: string };
