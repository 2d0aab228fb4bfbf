import { useMutation, useQueryClient } from "@tanstack/react-query";
import { uploadPicture } from "../../api/assets.ts";
import { addArchive, addItems } from "../../api/datasets.ts";
import { FileDrop } from "../../ui/form/file-drop.tsx";
import { datasetChanged } from "./queries.ts";
import { words } from "./words.ts";

/** A picture as it comes in: its caption is written beside it. */
const AS_IT_IS = { caption: null, framing: null, flip_of: null, hashes: null };

/** Takes pictures, or an archive of many with their captions. `first`: there is none yet, so that this is what is to be done. */
export function AddPictures({ name, first }: { name: string; first: boolean }) {
	const say = words.use();
	const queries = useQueryClient();
	const add = useMutation({
		mutationFn: async (files: readonly File[]) => {
			// One after the other: those before one that is refused are there, in the order they were given.
			for (const file of files) {
				if (/\.zip$/i.test(file.name)) await addArchive(name, file);
				else {
					const { id } = await uploadPicture(file);
					await addItems(name, { items: [{ asset: id, ...AS_IT_IS }] });
				}
			}
		},
		onSettled: () => datasetChanged(queries, name),
	});
	return (
		<FileDrop
			title={say("add")}
			text={say("add_text")}
			accept="image/png,image/jpeg,image/webp,.zip"
			choose={say("choose")}
			compact={!first}
			many
			error={add.error?.message}
			onFile={(file, others) => add.mutate([file, ...others])}
		/>
	);
}
