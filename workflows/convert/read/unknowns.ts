import { MAX_PROBLEMS, type Problem, type ProblemCode, pointer } from "../../graph/problems.ts";

/** What the conversion may have to say beside the graph. Closed: callers may switch over it exhaustively. */
export const unknownCodes = [
	/** `{a|b}` in a prompt was left as it is: no random source was given, or there are too many of them. */
	"choice_kept",
	/** `%date:...%` in a filename prefix was left as it is, because no time was given. */
	"date_kept",
	/** A subgraph node and the node inside it hold different values for one input; one had to be taken. */
	"promoted_value",
	/** The node has fewer saved values than its class has widgets; the class's defaults fill the rest. */
	"value_defaulted",
	/** A saved value is of another type than its input: the list of values has probably shifted. */
	"value_mismatch",
	/** More values are saved than the class has widgets for: the pack's editor code knows what they are. */
	"values_left_over",
	/** Values saved as an object, which the editor does not read for this class. */
	"values_not_read",
	/** An integer beyond 2^53-1: JSON does not carry it unchanged, and jobs refuse it. It is sent as the editor does. */
	"integer_inexact",
	/** An integer beyond 2^53-1 that is sent as text, which ComfyUI reads exactly. The editor rounds it. */
	"integer_as_text",
	/** Larger than what a job takes, though it was converted. */
	"beyond_a_job",
	/** The server lacks the class: converted by what the file alone says. */
	"class_unknown",
	/** No node of the workflow runs. */
	"nothing_runs",
	/** The value exists only in a running browser (a camera, a 3D scene, a recording). */
	"browser_value",
	/** The list of choices comes from a server's own route, so nobody can say here whether the value is in it. */
	"remote_choice",
	/** A link leads nowhere: to a muted node, to a link, node or input that is not there, to nothing at all. */
	"link_unresolved",
	/** An input that the class requires gets nothing, so that the server would refuse the graph. */
	"required_missing",
	/** A node inside a subgraph that stands for another subgraph is muted or bypassed; what lies in that runs. */
	"muted_runs",
	/** A node that exists only in the editor and whose class the server lacks was left out. */
	"editor_node_dropped",
	/** A Get node names a value that no Set node sets. */
	"set_node_missing",
	/** A node sends its output to others without links, and the file does not say to which. */
	"broadcast_not_resolved",
	/** A node was read that has the id of another one. */
	"duplicate_id",
] as const;
export type UnknownCode = (typeof unknownCodes)[number];

/** Something the conversion could not know, or had to decide. */
export interface Unknown {
	/** RFC 6901 pointer into the UI JSON. */
	pointer: string;
	code: UnknownCode;
	message: string;
}

/** More are not reported: nobody reads the hundredth. */
const MAX_UNKNOWNS = 200;

/** Where something is in the UI JSON, as segments of a pointer. */
export type At = readonly (string | number)[];

/** Collects what is to be said, each thing once: a node of a subgraph may run in many places. */
export class Notes {
	readonly unknowns: Unknown[] = [];
	readonly problems: Problem[] = [];
	readonly #said = new Set<string>();

	unknown(at: At, code: UnknownCode, message: string): void {
		const unknown = { pointer: pointer(...at), code, message };
		if (this.unknowns.length < MAX_UNKNOWNS && this.#isNew(unknown)) this.unknowns.push(unknown);
	}

	problem(at: At, code: ProblemCode, message: string): void {
		const problem = { pointer: pointer(...at), code, message };
		if (this.problems.length < MAX_PROBLEMS && this.#isNew(problem)) this.problems.push(problem);
	}

	#isNew({ pointer, message }: { pointer: string; message: string }): boolean {
		const said = `${pointer} ${message}`;
		if (this.#said.has(said)) return false;
		this.#said.add(said);
		return true;
	}
}
