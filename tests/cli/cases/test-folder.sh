mkdir folder && spk test folder
