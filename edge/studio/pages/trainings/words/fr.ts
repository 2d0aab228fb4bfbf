import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Les LoRA en cours d’entraînement et où chacun en est.",
	create: "Nouvel entraînement",
	empty_title: "Rien n’a encore été entraîné",
	empty_text: "Figez un jeu de sept images ou plus, puis entraînez un LoRA avec.",
	to_datasets: "Voir les jeux de données",
	more: "Afficher plus",
	steps: "{n} pas sur {all}",
	kept: "Pas conservés",
});
