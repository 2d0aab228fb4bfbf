import type { ClassInfo } from "../object-info.ts";
import type { Traits } from "../version.ts";

/** One complaint, in the form ComfyUI gives it. */
export interface Complaint {
	type: string;
	message: string;
	details: string;
	extra_info: Record<string, unknown>;
}

/** All complaints about one node, and the outputs that cannot run because of them. */
export interface NodeErrors {
	errors: Complaint[];
	dependent_outputs: string[];
	class_type: string;
}

/** What validation needs to know of the server. */
export interface ValidationRules {
	traits: Traits;
	classInfo(classType: string): ClassInfo | undefined;
	/** The class's own check of some inputs: those are exempt from range and list checks. */
	ownCheck(classType: string): OwnCheck | undefined;
	/** Order in which outputs are looked at; the real server's is arbitrary but fixed per process. */
	orderOutputs(ids: string[]): string[];
}

export interface OwnCheck {
	inputs: readonly string[];
	/** A message, or undefined if all is well. */
	check(inputs: Record<string, unknown>): string | undefined;
}
