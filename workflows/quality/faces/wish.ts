/** That faces are to be looked for, and with what. */
export interface FaceWish {
	/** A folder with files of InsightFace; null: with what comes with Darkroom. */
	insightface: string | null;
}

/** What whoever names such a folder is told: the weights are not as free as the program. */
export const INSIGHTFACE_TERMS =
	"The model files of InsightFace are for non-commercial research only; for other use ask its authors for a licence.";
