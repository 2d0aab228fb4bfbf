/** One complaint, in the form ComfyUI gives it. */
export interface NodeError {
	/** For example `value_not_in_list`. */
	type: string;
	message: string;
	details: string;
	extra_info: Record<string, unknown>;
}

/** All complaints about one node, and the outputs that cannot run because of them. */
export interface NodeErrors {
	errors: NodeError[];
	/** As ComfyUI fills it: every bad output that was looked at from this one on, related or not. */
	dependent_outputs: string[];
	class_type: string;
}

/** The answer of `POST /prompt`: what of it depends on the graph. */
export type Verdict = (
	| {
			valid: true;
			/** The output nodes that will run. Others may have failed: see `node_errors`. */
			outputs: string[];
			node_errors: Record<string, NodeErrors>;
	  }
	| { valid: false; error: NodeError; node_errors: Record<string, NodeErrors> }
) & {
	/** How many complaints were found and are not told; absent where all are. At least so many where it stopped. */
	left_out?: number;
};
