import { useState } from "react";
import type { CharacterResource } from "../../../contract/characters.ts";
import { deleteCharacter } from "../../api/characters.ts";
import { DeleteDialog } from "../../app/delete-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { words } from "./words.ts";

/** Asks first: what goes cannot be had back. */
export function DeleteButton({ character: { id, name } }: { character: CharacterResource }) {
	const say = words.use();
	const [asking, setAsking] = useState(false);
	return (
		<>
			<Button look="danger" icon="bin" onClick={() => setAsking(true)}>
				{say("delete")}
			</Button>
			<DeleteDialog
				open={asking}
				onClose={() => setAsking(false)}
				title={say("delete_title", { name })}
				text={say("delete_text")}
				yes={say("delete")}
				remove={() => deleteCharacter(id)}
				list="characters"
				to="/characters"
			/>
		</>
	);
}
