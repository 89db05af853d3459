// The menu of what is saved on the server under a name, and the dialog that saves.
import { useState } from 'react';
import { navigate } from '../address/location.ts';
import { ApiError } from '../api/client.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { MenuButton, MenuItem } from '../parts/menu.tsx';
import { toast } from '../parts/toasts.tsx';
import { useSavedSearches } from './saved.ts';

interface SavedMenuProps {
  /** The page whose saved addresses are offered. */
  readonly prefix: string;
  readonly what: 'search' | 'query' | 'list';
  readonly suggestedName: string;
  /** Undefined while there is nothing to save. */
  readonly addressToSave: string | undefined;
}

const plural = { search: 'searches', query: 'queries', list: 'lists' } as const;
const note = {
  search: 'A saved search keeps its words, range and columns, for everyone on this server.',
  query: 'A saved query is there for everyone on this server.',
  list: 'A saved list keeps its filters, for everyone on this server.',
} as const;

/** Saves, opens and deletes. */
export function SavedMenu({ prefix, what, suggestedName, addressToSave }: SavedMenuProps) {
  const { views, remove } = useSavedSearches();
  const [isSaving, setSaving] = useState(false);
  if (!views) return undefined;
  const own = views.filter(({ address }) => address.startsWith(prefix));
  const removed = (name: string) =>
    void remove(name)
      .then(() => toast(`"${name}" was deleted`))
      .catch((error: unknown) => toast(reasonOf(error), 'error'));
  return (
    <>
      <MenuButton label={`Saved ${plural[what]}`} icon="star">
        {(close) => (
          <>
            {addressToSave !== undefined && (
              <MenuItem icon="plus" onSelect={() => (close(), setSaving(true))}>
                Save this {what}
              </MenuItem>
            )}
            {own.length === 0 && <p className="muted menu-note">{note[what]}</p>}
            {own.map(({ name, address, description }) => (
              <div key={name} className="menu-pair" title={description}>
                <MenuItem icon="star" onSelect={() => (close(), navigate(address))}>
                  {name}
                </MenuItem>
                <Button
                  look="plain"
                  icon="close"
                  aria-label={`Delete the saved ${what} ${name}`}
                  onClick={() => removed(name)}
                />
              </div>
            ))}
          </>
        )}
      </MenuButton>
      {isSaving && addressToSave !== undefined && (
        <SaveDialog
          what={what}
          suggestedName={suggestedName}
          address={addressToSave}
          onClose={() => setSaving(false)}
        />
      )}
    </>
  );
}

const reasonOf = (error: unknown) =>
  error instanceof ApiError ? error.message : 'That did not work. Try again.';

interface SaveDialogProps {
  readonly what: string;
  readonly suggestedName: string;
  readonly address: string;
  readonly onClose: () => void;
}

function SaveDialog({ what, suggestedName, address, onClose }: SaveDialogProps) {
  const { save } = useSavedSearches();
  const [name, setName] = useState(suggestedName);
  const [description, setDescription] = useState('');
  const [problem, setProblem] = useState('');
  const submit = async () => {
    try {
      const about = description.trim();
      await save({ name: name.trim(), address, ...(about === '' ? {} : { description: about }) });
      toast(`"${name.trim()}" was saved`);
      onClose();
    } catch (error) {
      setProblem(reasonOf(error));
    }
  };
  return (
    <Dialog title={`Save this ${what}`} onClose={onClose}>
      <form
        className="token-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') void submit();
        }}
      >
        <label>
          Name
          <input
            data-autofocus
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label>
          What it is for
          <input
            value={description}
            maxLength={500}
            placeholder="Not needed"
            onChange={(event) => setDescription(event.target.value)}
          />
        </label>
        {problem !== '' && (
          <p className="form-problem" role="alert">
            {problem}
          </p>
        )}
        <div className="dialog-actions">
          <Button look="primary" type="submit">
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
