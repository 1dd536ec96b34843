/* The page works without this file; with it, it is kinder. */
import { Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, PasswordInput, Radios, SkipLink, createAll } from "govuk-frontend";
import { keepDrafts } from "./drafts.mjs";
import { suggestCommunes } from "./addresses.mjs";
import { startDesigner } from "./designer.mjs";
import { closeMenus } from "./menus.mjs";
import { startLivePreviews } from "./live-preview.mjs";
import { foldNavigation } from "./navigation.mjs";
import { startMentions } from "./mentions.mjs";
import { startPicking } from "./picking.mjs";
import { printButtons } from "./printing.mjs";
import { followQuestions } from "./questions.mjs";
import { startShortcuts } from "./shortcuts.mjs";
import { startWall } from "./wall.mjs";
import { shareButtons } from "./sharing.mjs";
import { suggestWhileTyping } from "./suggesting.mjs";

// Components look for these two classes before they start.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, PasswordInput, Radios, SkipLink]) {
  createAll(component);
}
closeMenus();
foldNavigation();
printButtons();
shareButtons();
suggestWhileTyping();
startLivePreviews();
keepDrafts();
suggestCommunes();
followQuestions();
startDesigner();
startMentions();
startPicking();
startShortcuts();
startWall();
