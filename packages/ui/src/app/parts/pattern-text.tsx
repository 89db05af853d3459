// The pattern of a message: what varies stands out from what stays.

/** `<*>` is shown as an ellipsis. */
export function PatternText({ text }: { text: string }) {
  return text.split('<*>').map((part, index) => (
    <span key={index}>
      {index > 0 && (
        <em className="variable" title="What varies">
          …
        </em>
      )}
      {part}
    </span>
  ));
}
