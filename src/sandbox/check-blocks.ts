type Fields = { readonly [name: string]: unknown };
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const isText = (value: unknown, type: string, limit: number): boolean => {
  const { type: its, text } = fieldsOf(value);
  return its === type && typeof text === 'string' && text.length >= 1 && text.length <= limit;
};

/** A button of a message, as a press names it. */
export interface SlackButton {
  readonly action: string;
  readonly value: string;
}

/** The buttons of a message's blocks, or undefined when Slack would refuse the blocks: only what we send is known (sections and buttons), with Block Kit's limits. */
export function checkBlocks(blocks: unknown): readonly SlackButton[] | undefined {
  if (!Array.isArray(blocks) || blocks.length > 50) return undefined;
  const buttons: SlackButton[] = [];
  for (const block of blocks.map(fieldsOf)) {
    if (block['type'] === 'section') {
      if (!isText(block['text'], 'mrkdwn', 3_000)) return undefined;
      continue;
    }
    const { elements } = block;
    if (block['type'] !== 'actions' || !Array.isArray(elements) || elements.length === 0 || elements.length > 25) return undefined;
    for (const { type, action_id: action, text, style, value } of elements.map(fieldsOf)) {
      if (type !== 'button' || !isText(text, 'plain_text', 75)) return undefined;
      if (typeof action !== 'string' || action.length > 255 || buttons.some((one) => one.action === action)) return undefined;
      if (typeof value !== 'string' || value.length > 2_000 || (style !== undefined && style !== 'primary' && style !== 'danger'))
        return undefined;
      buttons.push({ action, value });
    }
  }
  return buttons;
}
