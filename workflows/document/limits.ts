/** What a workflow document may hold. Larger ones are refused, because every job that runs one compiles it. */
export const documentLimits = {
	/** Parameters of a workflow. */
	parameters: 100,
	/** Characters of a parameter's name, and of the names of parts and outputs. */
	name: 30,
	/** Places one parameter goes to. */
	slots: 50,
	/** Choices of a parameter, and characters of one. */
	choices: 500,
	choice: 200,
	/** Characters of a text parameter's value. */
	text: 20_000,
	/** Characters of a text parameter's value where the document does not say. */
	standardText: 4000,
	/** Optional parts; nodes that one removes, and inputs that it links anew. */
	parts: 30,
	partNodes: 500,
	/** Choices of parts that can be absent together: each is checked, so their number is bounded. */
	combinations: 128,
	outputs: 20,
	models: 100,
	custom_nodes: 50,
	launch_flags: 20,
	notes: 30,
	/** Characters of a title, and of a sentence or two. */
	title: 120,
	sentence: 1000,
	/** Characters of the graph, written as JSON. */
	graph: 600_000,
} as const;

/** Range of an integer or a number where the document gives none. */
export const standardRange = { min: -1_000_000, max: 1_000_000 } as const;

/** What counts for a document that does not say. Guesses, until somebody measures. */
export const standardNeeds = {
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 60,
	timeout_seconds: 1800,
} as const;
