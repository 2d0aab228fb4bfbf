import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "LoRAs em treinamento, e a que ponto cada um chegou.",
	create: "Novo treinamento",
	empty_title: "Nada foi treinado ainda",
	empty_text: "Congele um conjunto de sete imagens ou mais e treine um LoRA a partir dele.",
	to_datasets: "Ver conjuntos de dados",
	more: "Mostrar mais",
	steps: "{n} de {all} passos",
	kept: "Passos guardados",
});
