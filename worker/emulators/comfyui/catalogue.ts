import type { FileStore } from "./files.ts";
import { isRecord } from "./graph.ts";
import type { NodeDef } from "./nodes/define.ts";
import { nodeDefs } from "./nodes/registry.ts";
import { type ClassInfo, describe, type InputInfo } from "./object-info.ts";
import type { ValidationRules } from "./validation/types.ts";
import type { Traits } from "./version.ts";

/**
 * The classes of one server: those implemented here, and those only described by a foreign object_info, which
 * validate like real ones and run as something made up.
 */
export class Catalogue {
	private readonly defs: Map<string, NodeDef>;
	private readonly foreign: Record<string, unknown>;
	private readonly shapes = new Map<string, ClassInfo>();
	private readonly traits: Traits;
	private readonly files: FileStore;

	constructor(traits: Traits, files: FileStore, probes: boolean, foreign: Record<string, unknown> = {}) {
		this.traits = traits;
		this.files = files;
		this.defs = nodeDefs(probes);
		this.foreign = foreign;
	}

	names(): string[] {
		return [...new Set([...this.defs.keys(), ...Object.keys(this.foreign)])];
	}

	def(classType: string): NodeDef | undefined {
		return this.defs.get(classType);
	}

	info(classType: string): ClassInfo | undefined {
		const def = this.defs.get(classType);
		if (def) return describe(def, this.traits, (folder) => this.list(folder));
		const entry = Object.hasOwn(this.foreign, classType) ? this.foreign[classType] : undefined;
		return isRecord(entry) && isRecord(entry.input) && Array.isArray(entry.output)
			? (entry as ClassInfo)
			: undefined;
	}

	/** What of a class does not depend on files: enough to execute it, and made once. */
	shape(classType: string): ClassInfo | undefined {
		const known = this.shapes.get(classType);
		if (known) return known;
		const def = this.defs.get(classType);
		const info = def ? describe(def, this.traits, () => []) : this.info(classType);
		if (info) this.shapes.set(classType, info);
		return info;
	}

	/** As validation sees a class: a dump of a server without models cannot say which models are wrong. */
	private enforced(classType: string): ClassInfo | undefined {
		const info = this.info(classType);
		if (!info || this.defs.has(classType)) return info;
		const open = (inputs: Record<string, InputInfo> = {}): Record<string, InputInfo> =>
			Object.fromEntries(
				Object.entries(inputs).map(([name, spec]): [string, InputInfo] => {
					const [type, options] = spec;
					const empty = isEmpty(type) || (type === "COMBO" && isEmpty(options?.options));
					return [name, empty ? ["*", {}] : spec];
				}),
			);
		return {
			...info,
			input: { ...info.input, required: open(info.input.required), optional: open(info.input.optional) },
		};
	}

	private list(folder: string): readonly string[] {
		return folder.startsWith("input:") ? this.files.inputs(folder.slice(6)) : this.files.models(folder);
	}

	/** What validation needs of these classes. */
	rules(orderOutputs: (ids: string[]) => string[]): ValidationRules {
		return {
			traits: this.traits,
			classInfo: (name) => this.enforced(name),
			orderOutputs,
			ownCheck: (name) => {
				const own = this.defs.get(name)?.validate;
				if (!own) return undefined;
				const context = { read: (file: string) => this.files.read(file) };
				return { inputs: own.inputs, check: (inputs) => own.check(inputs, context) };
			},
		};
	}
}

function isEmpty(value: unknown): boolean {
	return Array.isArray(value) && value.length === 0;
}
