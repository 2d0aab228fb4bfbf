import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CharacterResource } from "../../../contract/characters.ts";
import { deleteCharacter } from "../../api/characters.ts";
import { useRouter } from "../../app/router.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
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
		onError: (error) => {
			setAsking(false);
			toast({ bad: true, title: common("refused"), text: error.message });
		},
	});
	return (
		<>
			<Button look="danger" icon="bin" onClick={() => setAsking(true)}>
				{say("delete")}
			</Button>
			<Dialog
				open={asking}
				onClose={() => setAsking(false)}
				title={say("delete_title", { name: character.name })}
				text={say("delete_text")}
				actions={
					<>
						<Button onClick={() => setAsking(false)}>{common("close")}</Button>
						<Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
							{say("delete")}
						</Button>
					</>
				}
			/>
		</>
	);
}
