#!/bin/sh
# Every password of the stack, made once and kept: one folder per container, which mounts its own and no other.
# Run again it changes nothing; a service that is new in the list gets its own password.
set -eu
umask 027 # readable for the group that every container of the stack belongs to
services='scheduler ingest analyzer recorder merger publisher api'
cd "${1:?usage: credentials.sh FOLDER}"

# A letter first: nats-server reads a bare all-digit or `1e5...` string as a number.
fresh_password() { printf 's%s' "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"; }

password_of() {
    [ -s "passwords/$1" ] || { fresh_password > "passwords/$1.new" && mv "passwords/$1.new" "passwords/$1"; }
    cat "passwords/$1"
}

write_nats_url() { printf 'nats://%s:%s@nats:4222' "$1" "$(password_of "$1")" > "$1/nats_url"; }
write_database_url() { printf 'postgresql://%s:%s@postgres:5432/maxsignal' "$2" "$(password_of "$3")" > "$1/database_url"; }

# What secrets stored over the API are sealed with. To rotate, write a line with a new id and key in front of the
# api's; the others, who open what they may read, get a copy of it here.
make_master_key() {
    [ -s "$1/master.key" ] && return
    printf 'k1 %s\n' "$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')" > "$1/master.key.new"
    mv "$1/master.key.new" "$1/master.key"
}

copy_master_key() { cp api/master.key "$1/master.key.new" && mv "$1/master.key.new" "$1/master.key"; }

mkdir -p passwords nats postgres roles migrate
password_of postgres > postgres/password
write_database_url roles maxsignal postgres
write_database_url migrate maxsignal postgres
write_nats_url migrate
printf 'MIGRATE_PASSWORD: "%s"\n' "$(password_of migrate)" > nats/passwords.conf
: > roles/roles.sql
for service in $services; do
    mkdir -p "$service"
    write_nats_url "$service"
    write_database_url "$service" "maxsignal_$service" "$service"
    name=$(printf %s "$service" | tr a-z A-Z)
    printf '%s_PASSWORD: "%s"\n' "$name" "$(password_of "$service")" >> nats/passwords.conf
    cat >> roles/roles.sql <<SQL
DO \$\$ BEGIN CREATE ROLE maxsignal_$service; EXCEPTION WHEN duplicate_object THEN NULL; END \$\$;
ALTER ROLE maxsignal_$service LOGIN PASSWORD '$(password_of "$service")';
SQL
done
make_master_key api
for service in analyzer ingest merger publisher; do copy_master_key "$service"; done
