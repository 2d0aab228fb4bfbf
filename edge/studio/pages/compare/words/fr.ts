import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "Galerie",
	keys: "Les touches 1, 2 et 3 changent de vue, s échange les deux images.",
	swap: "Échanger",
	view: "Vue",
	slider: "Curseur",
	side: "Côte à côte",
	difference: "Différence",
	position: "Position de la ligne",
	first: "Première",
	second: "Seconde",
	difference_text: "Le noir est identique ; ce qui diffère s’illumine.",
	gain: "Luminosité",
});
