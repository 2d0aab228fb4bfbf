import { relative, resolve } from "node:path";
import { fromDocument } from "../document/compile.ts";
import { propose } from "../import/propose.ts";
import { roomiest } from "../import/roles/profile-limits.ts";
import { writeFolder } from "../import/write/write-folder.ts";
import { findProfile, profiles } from "../plan/profiles.ts";
import { defaultNodePolicy, policyProblems } from "../validate/requests/requests.ts";
import { CommandError, command } from "./command.ts";
import { nameOf, print, say } from "./io.ts";
import { profileOption, serverFrom, serverOptions } from "./server.ts";
import { load } from "./source.ts";

/** Who imports into the library has read the graph; what the nodes reach is said, not refused. */
const operator = { ...defaultNodePolicy, trusted: ["*"] };

export const importCommand = command({
	name: "import",
	says: "a folder of the library from a workflow, a graph or a picture; - is stdin",
	takes: ["<file>"],
	options: {
		...serverOptions,
		id: { value: "id", says: "what it is called; absent: as the file" },
		to: { value: "folder", says: "where the folder is made; absent: the library" },
		force: { says: "writes over what is there" },
		"save-previews": { says: "nodes that only show a picture save it" },
		profile: profileOption,
	},
	examples: ["workflow_api.json --id my-portrait --comfyui http://127.0.0.1:8188"],
	async run({ words: [file = ""], values }) {
		const { id, to, force } = values;
		if (id !== undefined && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))
			throw new CommandError("usage", `${id} is no id: lower case words with hyphens, such as my-portrait.`);
		const profile = findProfile(values.profile);
		if (values.profile !== undefined && profile === undefined)
			throw new CommandError(
				"usage",
				`There is no profile ${values.profile}: ${profiles.map((one) => one.id).join(", ")}.`,
			);
		const server = await serverFrom(values);
		const made = await load(file, server);
		if (!made.ok) {
			print({ problems: made.problems });
			return 2;
		}
		const proposed = propose(made.graph, server?.objectInfo ?? null, {
			name: nameOf(file),
			save_previews: values["save-previews"] ?? false,
			...(profile === undefined ? {} : { limits: roomiest([profile]) }),
			...(server?.comfyui === undefined ? {} : { comfyui: server.comfyui }),
		});
		const document = id === undefined ? proposed : { ...proposed, id };
		const compiled = fromDocument(document, 1, { policy: operator });
		if (!compiled.ok) {
			print({ problems: compiled.problems, notes: document.notes ?? [], document });
			return 2;
		}
		const written = writeFolder(document, compiled.workflow, {
			...(to === undefined ? {} : { to: resolve(to) }),
			...(force === undefined ? {} : { force }),
		});
		const folder = relative(process.cwd(), written.folder) || ".";
		if (!written.ok)
			throw new CommandError(
				"exists",
				`${folder} is there already. Choose another --id, or overwrite it with --force.`,
			);
		const risks = policyProblems(compiled.workflow.graph, defaultNodePolicy);
		print({
			id: document.id,
			folder,
			files: written.files,
			parameters: document.parameters.map(({ name, type }) => ({ name, type })),
			outputs: document.outputs,
			notes: document.notes ?? [],
			risks,
			unknowns: made.unknowns,
		});
		say(`Wrote ${folder}. Read it, and add it to a shelf of workflows/library, such as stills.ts:`);
		say(`  import { ${written.constant} } from "./${document.id}/workflow.ts";`);
		return 0;
	},
});
