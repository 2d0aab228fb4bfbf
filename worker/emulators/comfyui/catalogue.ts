import { type ClassInfo, type ObjectInfo, readObjectInfo } from "../../../workflows/object-info/read.ts";
import { type OwnCheck, ownCheckOf } from "../../../workflows/validate/own-checks.ts";
import { isOpenInput, type ValidationServer } from "../../../workflows/validate/server.ts";
import type { NodeDef } from "./nodes/define.ts";
import { nodeDefs } from "./nodes/registry.ts";
import { describe } from "./object-info.ts";
import type { FileStore } from "./state/files.ts";
import type { Traits } from "./version.ts";

/**
 * The classes of one server: those implemented here, and those only described by a foreign object_info, which
 * validate like real ones and run as something made up.
 */
export class Catalogue {
	private defs: Map<string, NodeDef>;
	private readonly all: ReadonlyMap<string, NodeDef>;
	private readonly foreign: ObjectInfo;
	private readonly shapes = new Map<string, ClassInfo>();
	private readonly traits: Traits;
	private readonly files: FileStore;

	constructor(traits: Traits, files: FileStore, probes: boolean, foreign: unknown = {}) {
		this.traits = traits;
		this.files = files;
		const defs = [...nodeDefs(probes)];
		this.all = new Map(defs.filter(([, def]) => !def.recentOnly || traits.version === "0.33.0"));
		this.defs = new Map(this.all);
		this.foreign = readObjectInfo(foreign);
	}

	/** Has all classes but these. */
	without(names: ReadonlySet<string>): void {
		this.defs = new Map([...this.all].filter(([name]) => !names.has(name)));
		this.shapes.clear();
	}

	names(): string[] {
		return [...new Set([...this.defs.keys(), ...this.foreign.keys()])];
	}

	def(classType: string): NodeDef | undefined {
		return this.defs.get(classType);
	}

	info(classType: string): ClassInfo | undefined {
		const def = this.defs.get(classType);
		return def ? describe(def, this.traits, (folder) => this.list(folder)) : this.foreign.get(classType);
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

	private list(folder: string): readonly string[] {
		return folder.startsWith("input:") ? this.files.inputs(folder.slice(6)) : this.files.models(folder);
	}

	/**
	 * What validation needs of these classes. A dump of a server without models cannot say which models are wrong,
	 * so lists of foreign classes that are empty accept anything.
	 */
	server(orderOutputs: (ids: string[]) => string[]): ValidationServer {
		return {
			rules: this.traits.rules,
			classInfo: (name) => this.info(name),
			ownCheck: (name) => this.ownCheck(name),
			isOpen: (name, input, spec) => !this.defs.has(name) && isOpenInput(name, input, spec, true),
			orderOutputs,
			orderInputs: (names) => names,
		};
	}

	/** The check a class is known to make, and with it what the files of this server say. */
	private ownCheck(name: string): OwnCheck | undefined {
		const known = ownCheckOf(name, this.shape(name));
		const own = this.defs.get(name)?.validate;
		if (known === undefined || own === undefined) return known;
		const { files } = this;
		const context = {
			read: (file: string) => files.read(file),
			exists: (file: string) => files.exists(file),
		};
		return {
			...known,
			check: (values, types) => {
				const said = known.check(values, types);
				return said === true ? (own(values, context) ?? true) : said;
			},
		};
	}
}
