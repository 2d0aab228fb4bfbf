/** What a job of a pipeline names besides. */
export interface OfPipeline {
	/** `id@version`. */
	reference: string;
	/** Assets that its stages read. */
	inputs: string[];
	/** The character whose references it makes; null: nobody's. */
	makes: string | null;
	/** Workflows of the account's own that its stages may run, as `id@version`. */
	workflows: string[];
	/** LoRAs that its stages train: their names await it from the beginning. */
	trains: { name: string; trigger: string }[];
}
