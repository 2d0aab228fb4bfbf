import { useState } from "react";
import { deleteDataset } from "../../api/datasets.ts";
import { DeleteDialog } from "../../app/delete-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { words } from "./words.ts";

/** Asks first: all versions go with it. */
export function DeleteButton({ name }: { name: string }) {
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
				remove={() => deleteDataset(name)}
				list="datasets"
				to="/datasets"
			/>
		</>
	);
}
