import { useEffect, useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { words } from "./words.ts";

interface Props {
	onClose(): void;
	onPicture(picture: File): void;
}

/** Shows what the camera sees, and takes a picture of it. The camera is off as soon as the dialog is closed. */
export function CameraDialog({ onClose, onPicture }: Props) {
	const say = words.use();
	const video = useRef<HTMLVideoElement>(null);
	const [state, setState] = useState<"asking" | "on" | "refused">("asking");
	useEffect(() => {
		let over = false;
		let stream: MediaStream | undefined;
		const begin = async () => {
			try {
				stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
			} catch {
				// Refused, or there is none.
				if (!over) setState("refused");
				return;
			}
			if (over || !video.current) return stop();
			video.current.srcObject = stream;
			await video.current.play();
			setState("on");
		};
		const stop = () => {
			for (const track of stream?.getTracks() ?? []) track.stop();
		};
		void begin();
		return () => {
			over = true;
			stop();
		};
	}, []);
	const take = () => {
		const from = video.current;
		if (!from) return;
		const canvas = document.createElement("canvas");
		canvas.width = from.videoWidth;
		canvas.height = from.videoHeight;
		canvas.getContext("2d")?.drawImage(from, 0, 0);
		canvas.toBlob((blob) => {
			if (blob) onPicture(new File([blob], "camera.png", { type: "image/png" }));
			onClose();
		}, "image/png");
	};
	return (
		<Dialog
			open
			onClose={onClose}
			title={say("camera")}
			actions={
				<Button look="primary" icon="camera" disabled={state !== "on"} onClick={take}>
					{say("take_picture")}
				</Button>
			}
		>
			{state === "refused" ? (
				<p className="text-muted">{say("no_camera")}</p>
			) : (
				<video ref={video} muted playsInline className="aspect-4/3 w-full rounded-lg bg-easel" />
			)}
		</Dialog>
	);
}
