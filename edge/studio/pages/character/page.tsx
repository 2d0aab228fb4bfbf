import { deleteCharacter } from "../../api/characters.ts";
import { DeleteButton } from "../../app/editing/delete-button.tsx";
import type { PageProps } from "../../app/routing/route.ts";
import { Link, useRouter } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button } from "../../ui/button/button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { EditForm } from "./edit-form.tsx";
import { Overview } from "./overview.tsx";
import { useCharacter } from "./queries.ts";
import { References } from "./references.tsx";
import { words } from "./words.ts";

export default function CharacterPage({ params }: PageProps) {
	const say = words.use();
	const { query, go } = useRouter();
	const id = params.id ?? "";
	const { data: character, error, isPending, refetch } = useCharacter(id);
	const editing = query.has("edit");
	const turn = () => go(editing ? `/characters/${id}` : `/characters/${id}?edit`);
	if (isPending) {
		return (
			<>
				<Skeleton className="mb-6 h-10 w-2/3" />
				<Skeleton className="h-80 w-full" />
			</>
		);
	}
	if (!character) return <LoadFailed error={error} onRetry={() => void refetch()} />;
	return (
		<>
			<Link
				to="/characters"
				className="mb-4 inline-flex items-center gap-1 rounded text-sm font-medium text-muted hover:text-ink"
			>
				<Icon name="back" className="size-4" />
				{say("back")}
			</Link>
			<PageHead
				title={character.name}
				actions={
					<>
						{editing && (
							<DeleteButton
								title={say("delete_title", { name: character.name })}
								text={say("delete_text")}
								yes={say("delete")}
								remove={() => deleteCharacter(character.id)}
								list="characters"
								to="/characters"
							/>
						)}
						<Button look={editing ? "plain" : "primary"} icon={editing ? "check" : "pencil"} onClick={turn}>
							{editing ? say("done") : say("edit")}
						</Button>
					</>
				}
			/>
			{editing ? (
				<div className="space-y-12">
					<EditForm key={character.id} character={character} />
					<References character={character} />
				</div>
			) : (
				<Overview character={character} />
			)}
		</>
	);
}
