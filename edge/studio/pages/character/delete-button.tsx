import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CharacterResource } from "../../../contract/characters.ts";
import { deleteCharacter } from "../../api/characters.ts";
import { useRouter } from "../../app/router.tsx";
import { AskDialog } from "../../ui/ask-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/toast.tsx";
import { shell } from "../../words/shell.ts";
import { words } from "./words.ts";

/** Asks first: what goes cannot be had back. */
export function DeleteButton({ character }: { character: CharacterResource }) {
	const say = words.use();
	const common = shell.use();
	const { go } = useRouter();
	const queries = useQueryClient();
	const [asking, setAsking] = useState(false);
	const remove = useMutation({
		mutationFn: () => deleteCharacter(character.id),
		onSuccess: () => {
			go("/characters", { replace: true });
			void queries.invalidateQueries({ queryKey: ["characters"] });
		},
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
	return (
		<>
			<Button look="danger" icon="bin" busy={remove.isPending} onClick={() => setAsking(true)}>
				{say("delete")}
			</Button>
			<AskDialog
				danger
				open={asking}
				onClose={() => setAsking(false)}
				title={say("delete_title", { name: character.name })}
				text={say("delete_text")}
				no={common("close")}
				yes={say("delete")}
				onYes={() => remove.mutate()}
			/>
		</>
	);
}
