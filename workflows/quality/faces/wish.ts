/** That faces are to be looked for, and with what. */
export interface FaceWish {
	/** A folder with files of InsightFace; null: with what comes with Darkroom. */
	insightface: string | null;
}
