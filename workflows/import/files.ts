import { exampleAsset } from "../document/example.ts";
import { knownFileInputs, lookUp } from "../graph/known-nodes.ts";
import { fileKindOf, looksLikeAFile } from "../plan/file-inputs.ts";
import { fileBase, fileRole, fileTitle } from "./file-roles.ts";
import { type Context, type Draft, named, type Place, titleName } from "./roles/context.ts";
import { ranks } from "./roles/roles.ts";

/** True where the input reads a file that a client sends. */
export function readsFile({ node, input, spec }: Place): boolean {
	const options = spec?.[1] ?? {};
	return (
		(lookUp(knownFileInputs, node.class_type) ?? []).includes(input) ||
		Object.keys(options).some((name) => name.endsWith("_upload") && options[name] === true) ||
		looksLikeAFile(input, node.inputs[input])
	);
}

/** The parameter for a file. What the graph was made with is nobody's to use: its name goes. */
export function fileDraft(context: Context, place: Place): Draft | null {
	const { id, node, input } = place;
	const kind = fileKindOf(node.class_type, input);
	if (kind === null) {
		context.notes.push(
			`Node ${id} ${named(node)} reads a file that is neither picture, film nor sound. Such files cannot be sent: replace the node.`,
		);
		return null;
	}
	node.inputs[input] = "";
	const role = fileRole(context, id, kind);
	const title = fileTitle(titleName(context, node));
	const which = title === "" ? "" : ` (${named(node)})`;
	return {
		rank: ranks.file,
		base: fileBase(role, kind),
		title,
		titled: true,
		make: (name) => ({
			parameters: [
				{
					type: kind,
					name,
					description:
						role === null
							? `Id of the uploaded ${kind} for ${named(node)}.`
							: `Id of the uploaded ${kind} ${role.about}${which}.`,
					required: true,
					slots: [{ node: id, input }],
				},
			],
			example: { [name]: exampleAsset },
		}),
	};
}
