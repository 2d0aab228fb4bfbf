import type { CharacterResource } from "../../../contract/characters/characters.ts";
import type { Reference } from "../../../contract/documents/reference-datasets.ts";
import { Picture } from "../../ui/picture/picture.tsx";
import { shapeOf, useStageName, VIEW_FRAME } from "./stage-name.ts";
import { words } from "./words.ts";

interface Props {
	character: CharacterResource;
	reference: Reference;
}

/** One view of the set that counts: what it shows, and how it was made. */
export function ReferenceCard({ character, reference }: Props) {
	const say = words.use();
	const stageName = useStageName();
	const { asset, content, generation, stage } = reference;
	const name = stageName(stage);
	return (
		<li data-reference={content} className="min-w-0">
			<a href={asset.url} target="_blank" rel="noreferrer" className="block rounded-lg">
				<Picture
					src={asset.thumbnails?.large ?? asset.url}
					alt={say("view", { name: character.name, stage: name })}
					{...shapeOf(stage)}
					className={VIEW_FRAME}
				/>
			</a>
			<h3 className="mt-2 font-medium">{name}</h3>
			<p className="font-mono text-xs text-muted">{content}</p>
			{generation && (
				<>
					{generation.references_used > 0 && (
						<p className="mt-1 text-sm text-muted">{say("made_like", { n: generation.references_used })}</p>
					)}
					<details className="mt-1 text-sm">
						<summary className="cursor-pointer rounded text-muted hover:text-ink">{say("how")}</summary>
						<p dir="auto" className="mt-1 [overflow-wrap:anywhere]">
							{generation.prompt}
						</p>
						<p dir="auto" className="mt-1 text-muted [overflow-wrap:anywhere]">
							{say("not_wanted", { text: generation.negative_prompt })}
						</p>
					</details>
				</>
			)}
		</li>
	);
}
