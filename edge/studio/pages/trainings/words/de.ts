import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "LoRAs im Training und wie weit jedes ist.",
	create: "Neues Training",
	empty_title: "Noch nichts trainiert",
	empty_text:
		"Frieren Sie einen Datensatz aus mindestens sieben Bildern ein und trainieren Sie daraus ein LoRA.",
	to_datasets: "Zu den Datensätzen",
	more: "Mehr anzeigen",
	steps: "{n} von {all} Schritten",
	kept: "Gesicherte Schritte",
});
