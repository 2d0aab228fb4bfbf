import { useQuery } from "@tanstack/react-query";
import type { ShotResource } from "../../../contract/projects/projects.ts";
import { listCharacters } from "../../api/characters.ts";
import type { BoardView } from "../../live/board.ts";
import { type Column, Table } from "../../ui/figures/table.tsx";
import { inputClasses } from "../../ui/form/field.tsx";
import { useFormat } from "../../words/format.ts";
import { ShotActions } from "./shot-actions.tsx";
import { ShotPicture } from "./shot-picture.tsx";
import { ShotBadge } from "./shot-status.tsx";
import { PromptText, SentenceText, useChange } from "./shot-texts.tsx";
import { words } from "./words.ts";

/** Characters that can be chosen for a shot: the newest ones. */
const CHARACTERS = 100;

interface Props {
	view: BoardView;
	onEnlarge(n: number): void;
}

/** The script as a table: everything of a shot in a row. */
export function ShotTable({ view, onEnlarge }: Props) {
	const say = words.use();
	const format = useFormat();
	const { data } = useQuery({
		queryKey: ["characters", "choice"],
		queryFn: ({ signal }) => listCharacters({ limit: CHARACTERS }, signal),
	});
	const characters = (data?.data ?? []).map(({ id, name }): [string, string] => [id, name]);
	const n = (shot: ShotResource) => view.shots.indexOf(shot) + 1;
	const columns: Column<ShotResource>[] = [
		{
			key: "n",
			words: say("number"),
			cell: (shot) => <span className="figures">{format.number(n(shot))}</span>,
		},
		{
			key: "picture",
			words: say("picture"),
			cell: (shot) => (
				<div className="w-32">
					<ShotPicture view={view} shot={shot} n={n(shot)} onEnlarge={() => onEnlarge(n(shot))} />
				</div>
			),
		},
		{
			key: "sentence",
			words: say("sentence"),
			cell: (shot) => (
				<div className="min-w-48">
					<SentenceText shot={shot} n={n(shot)} />
				</div>
			),
		},
		{
			key: "prompt",
			words: say("prompt"),
			cell: (shot) => (
				<div className="min-w-48">
					<PromptText shot={shot} n={n(shot)} />
				</div>
			),
		},
		{
			key: "character",
			words: say("character"),
			cell: (shot) => <CharacterChoice shot={shot} n={n(shot)} characters={characters} />,
		},
		{
			key: "state",
			words: say("state"),
			cell: (shot) => (
				<div className="max-w-48">
					<ShotBadge shot={shot} />
					{shot.error && <p className="text-sm text-bad [overflow-wrap:anywhere]">{shot.error.message}</p>}
				</div>
			),
		},
		{
			key: "actions",
			words: say("actions"),
			cell: (shot) => <ShotActions view={view} shot={shot} n={n(shot)} />,
		},
	];
	return <Table label={say("table")} columns={columns} rows={view.shots} keyOf={({ id }) => id} />;
}

function CharacterChoice({
	shot,
	n,
	characters,
}: {
	shot: ShotResource;
	n: number;
	characters: readonly [id: string, name: string][];
}) {
	const say = words.use();
	const change = useChange(shot);
	const { character } = shot;
	// One that is not among the newest is still the one that is chosen.
	const known = character === null || characters.some(([id]) => id === character);
	const options = [
		["", say("nobody")] as const,
		...(known ? [] : [[character, "…"] as const]),
		...characters,
	];
	return (
		<select
			aria-label={say("character_of", { n })}
			value={character ?? ""}
			onChange={({ target }) => change.mutate({ character: target.value === "" ? null : target.value })}
			className={`${inputClasses} min-w-32`}
		>
			{options.map(([id, name]) => (
				<option key={id} value={id}>
					{name}
				</option>
			))}
		</select>
	);
}
