import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Asset } from "../../../contract/assets/assets.ts";
import type { CharacterResource } from "../../../contract/characters/characters.ts";
import type { ReferenceDataset } from "../../../contract/documents/reference-datasets.ts";
import { makeReferences } from "../../api/characters.ts";
import { Button } from "../../ui/button/button.tsx";
import { AskDialog } from "../../ui/dialog/ask-dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { shell } from "../../words/shell.ts";
import { OwnPictures } from "./own-pictures.tsx";
import { referencesChanged } from "./queries.ts";
import { words } from "./words.ts";

/** How a set is made: with pictures of one's own or without, for the first time or anew. */
export function MakePanel({
	character,
	dataset,
	retriable,
}: {
	character: CharacterResource;
	dataset: ReferenceDataset;
	/** The last set can go on where it stopped: beginning anew is not the first thing to do. */
	retriable: boolean;
}) {
	const say = words.use();
	const common = shell.use();
	const queries = useQueryClient();
	const [own, setOwn] = useState<readonly Asset[]>([]);
	const [asking, setAsking] = useState(false);
	const there = dataset.references.length > 0;
	const wordless = character.prompt === "";
	const make = useMutation({
		mutationFn: () =>
			makeReferences(
				character.id,
				own.length === 0 ? {} : { parameters: { references: own.map(({ id }) => id) } },
			),
		onSuccess: (next) => {
			queries.setQueryData(["references", character.id], next);
			setOwn([]);
		},
		onError: () => referencesChanged(queries, character.id),
	});
	const { least, most } = dataset.estimated_minutes;
	return (
		<div className={there ? "mt-10 border-t border-line pt-6" : ""}>
			{!there && !retriable && <p className="mb-4 font-medium">{say("references_none")}</p>}
			<OwnPictures pictures={own} onChange={setOwn} />
			<p role="alert" className="mt-3 font-medium text-bad empty:hidden">
				{make.error && <bdi>{make.error.message}</bdi>}
			</p>
			<div className="mt-5 flex flex-wrap items-center gap-x-5 gap-y-2">
				<Button
					look={there || retriable ? "plain" : "primary"}
					icon={there ? "again" : "spark"}
					busy={make.isPending}
					disabled={wordless}
					onClick={() => (there ? setAsking(true) : make.mutate())}
				>
					{there ? say("make_again") : say("make")}
				</Button>
				<p className="flex items-center gap-1.5 text-sm text-muted">
					<Icon name={wordless ? "pencil" : "clock"} className="size-4" />
					{wordless ? say("needs_words") : say("minutes", { least, most })}
				</p>
			</div>
			<AskDialog
				open={asking}
				onClose={() => setAsking(false)}
				title={say("again_title")}
				text={say("again_text")}
				no={common("close")}
				yes={say("make_again")}
				onYes={() => make.mutate()}
			/>
		</div>
	);
}
