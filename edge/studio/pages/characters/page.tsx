import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listCharacters } from "../../api/characters.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button } from "../../ui/button/button.tsx";
import { MoreButton } from "../../ui/button/more-button.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { CARD_GRID, CardSkeletons, CharacterCard } from "./character-card.tsx";
import { CreateDialog } from "./create-dialog.tsx";
import { words } from "./words.ts";

const PAGE = 48;

export default function CharactersPage({ title }: PageProps) {
	const say = words.use();
	const [creating, setCreating] = useState(false);
	const list = useInfiniteQuery({
		queryKey: ["characters"],
		queryFn: ({ pageParam, signal }) => listCharacters({ limit: PAGE, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (last) => last.next_cursor ?? undefined,
	});
	const characters = list.data?.pages.flatMap(({ data }) => data) ?? [];
	const create = (
		<Button look="primary" icon="plus" onClick={() => setCreating(true)}>
			{say("create")}
		</Button>
	);
	return (
		<>
			<PageHead title={title} lead={say("lead")} actions={characters.length > 0 && create} />
			{list.isPending && <CardSkeletons />}
			{list.isError && characters.length === 0 && (
				<LoadFailed error={list.error} onRetry={() => void list.refetch()} />
			)}
			{list.isSuccess && characters.length === 0 && (
				<EmptyState icon="person" title={say("empty_title")} text={say("empty_text")}>
					{create}
				</EmptyState>
			)}
			{characters.length > 0 && (
				<ul className={CARD_GRID}>
					{characters.map((character) => (
						<li key={character.id} className="[contain-intrinsic-size:auto_20rem] [content-visibility:auto]">
							<CharacterCard character={character} />
						</li>
					))}
				</ul>
			)}
			<MoreButton list={list} words={say("more")} />
			<CreateDialog open={creating} onClose={() => setCreating(false)} />
		</>
	);
}
